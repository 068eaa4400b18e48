import { readAddressText } from './address-text.ts';
import type { EmailAddress } from './plain-address.ts';

export type ListedRow =
  | {
      readonly kind: 'address';
      readonly line: number;
      readonly to: EmailAddress;
      readonly name: string | undefined;
      readonly role: string | undefined;
    }
  | { readonly kind: 'wrong'; readonly line: number; readonly typed: string };

export function readAddressList(text: string): { rows: ListedRow[]; repeated: number } {
  const rows: ListedRow[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    for (const token of readAddressText(line).tokens) {
      const at = { line: index + 1 };
      if (token.kind === 'address') {
        rows.push({ kind: 'address', ...at, to: token.to, name: undefined, role: undefined });
      }
      if (token.kind === 'wrong') rows.push({ kind: 'wrong', ...at, typed: token.typed });
    }
  }
  return { rows, repeated: 0 };
}
