/** A text, and what is written in it in other ways: bytes in hexadecimal (as dumps have them) and in base64. */
export function decoded(text: string): string {
  const hex = text.match(/(?<=\\x)(?:[0-9a-f]{2})+/g) ?? [];
  const bytes = hex.map((each) => Buffer.from(each, 'hex').toString('latin1'));
  const plain = [text, ...bytes].join('\n');
  const runs = plain.match(/[\w+/-]{16,}/g) ?? [];
  const inBase64 = runs.map((run) => Buffer.from(run, 'base64').toString('latin1'));
  return [plain, ...inBase64].join('\n');
}

/** A secret as it may stand in what was decoded: the text, the bytes that it spells, and either in hexadecimal. */
export function spellingsOf(secret: string): string[] {
  const spelled = Buffer.from(secret, 'base64url');
  const isSpelling = spelled.toString('base64url') === secret && spelled.length >= 12;
  const all = [Buffer.from(secret), ...(isSpelling ? [spelled] : [])];
  return [
    encodeURIComponent(secret),
    ...all.flatMap((bytes) => [
      bytes.toString('latin1'),
      bytes.toString('hex'),
      bytes.toString('base64'),
    ]),
  ];
}
