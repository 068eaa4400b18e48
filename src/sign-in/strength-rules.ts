import type { SignInWay } from './rules.ts';

/**
 * How much somebody has proved, the least first: one thing (sfa), two (mfa), or a passkey, which no copied page can take
 * (phr, as OpenID Connect EAP ACR Values 1.0 calls it). Slack doesn't say how people signed in there.
 */
const strengths = ['sfa', 'mfa', 'phr'] as const;
export type Strength = (typeof strengths)[number];

const ways = {
  password: { strength: 'sfa', methods: ['pwd'] },
  second_step: { strength: 'mfa', methods: ['pwd', 'otp', 'mfa'] },
  passkey: { strength: 'phr', methods: ['pop', 'user', 'mfa'] },
  slack: { strength: 'sfa', methods: ['fed'] },
  link: { strength: 'sfa', methods: ['otp'] },
} as const satisfies Record<SignInWay, { strength: Strength; methods: readonly string[] }>;

/** How much a way of signing in proves: the `acr` that tools are told. */
export function strengthOf(way: SignInWay): Strength {
  return ways[way].strength;
}

/** What was proved: the `amr` that tools are told, by the names of RFC 8176 and its registry. */
export function methodsOf(way: SignInWay): readonly string[] {
  return ways[way].methods;
}

export const allStrengths: readonly Strength[] = strengths;

/**
 * What is asked for at least, of several names with spaces between them as `acr_values` has them; undefined when none is
 * one of ours.
 */
export function wantedStrength(names: string | undefined): Strength | undefined {
  const wanted = new Set(names?.split(' '));
  return strengths.find((each) => wanted.has(each));
}

/** Whether a way of signing in proves less than is wanted. */
export function isTooWeak(way: SignInWay, wanted: Strength | undefined): boolean {
  return wanted !== undefined && strengths.indexOf(strengthOf(way)) < strengths.indexOf(wanted);
}
