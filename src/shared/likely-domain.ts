import type { EmailAddress } from './plain-address.ts';

/**
 * Where most private mailboxes are: a domain that is one letter from these is a slip, unless it is one of their like. None
 * is here that is a letter from many others.
 */
const wellKnown = [
  ...['gmail.com', 'googlemail.com', 'outlook.com', 'hotmail.com', 'icloud.com', 'yahoo.com'],
  ...['proton.me', 'protonmail.com', 'gmx.de', 'gmx.net', 'web.de', 't-online.de', 'freenet.de'],
  ...['fastmail.com', 'yandex.ru', 'hotmail.co.uk', 'yahoo.co.uk', 'hotmail.fr', 'yahoo.fr'],
];

/** Domains with mailboxes that are a letter from one of those. */
const alike = new Set([
  ...['ymail.com', 'gmx.at', 'gmx.ch', 'gmx.com', 'gmx.eu', 'gmx.fr', 'gmx.us', 'mail.com'],
  ...['email.com', 'fmail.com', 'tmail.com', 'vmail.com', 'yahoo.de', 'hotmail.de', 'webde.de'],
]);

/** Ends of domains that nobody has, for the one that was meant. */
const wrongEnd = /\.(?:con|cmo|ocm)$/;

/**
 * The address that was probably meant, when its domain is a letter from a well-known one or from one that the team has
 * addresses in already (one too few, too many or another, or two that changed places), or ends as none does;
 * undefined when nothing speaks for a slip. Only to be asked about: it may be right as it is.
 */
export function likelyAddress(to: EmailAddress, usedDomains: Iterable<string>): string | undefined {
  const at = to.address.lastIndexOf('@') + 1;
  const domain = to.address.slice(at);
  const used = new Set(usedDomains);
  const known = [...used, ...wellKnown];
  if (known.includes(domain) || alike.has(domain)) return undefined;
  const ended = domain.replace(wrongEnd, '.com');
  const meant = known.includes(ended) || alike.has(ended) ? ended : nearest(ended, known);
  const likely = meant ?? (ended === domain ? undefined : ended);
  return likely && `${to.email.slice(0, to.email.lastIndexOf('@'))}@${likely}`;
}

function nearest(domain: string, known: readonly string[]): string | undefined {
  return known.find((each) => isOneSlip(domain, each));
}

/** Whether two texts differ by one letter too many, too few or another, or by two neighbours that changed places. */
function isOneSlip(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  if (long.length - short.length > 1 || long === short) return false;
  let start = 0;
  while (start < short.length && short[start] === long[start]) start += 1;
  if (short.length < long.length) return short.slice(start) === long.slice(start + 1);
  const isOther = short.slice(start + 1) === long.slice(start + 1);
  const haveSwapped = short[start] === long[start + 1] && short[start + 1] === long[start];
  return isOther || (haveSwapped && short.slice(start + 2) === long.slice(start + 2));
}
