import type { Child } from 'hono/jsx';

/** A part of the account page. */
export function Section({ title, children }: { title: string; children: Child }) {
  return (
    <section>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

/** What the forms of the account page ask for. */
export type AccountAct =
  | 'name'
  | 'avatar'
  | 'remove_avatar'
  | 'password'
  | 'end'
  | 'end_others'
  | 'add_passkey'
  | 'rename_passkey'
  | 'remove_passkey';

/** A form of the account page; all go to the same address and say what they ask for, and of whom. */
export function AccountForm({
  memberId,
  act,
  named = {},
  hasFile = false,
  children,
}: {
  memberId: string;
  act: AccountAct;
  /** Which of several it is about: a field, and what names it. */
  named?: Readonly<Record<string, string>>;
  hasFile?: boolean;
  children: Child;
}) {
  return (
    <form method="post" action="/account" enctype={hasFile ? 'multipart/form-data' : undefined}>
      <input type="hidden" name="act" value={act} />
      <input type="hidden" name="member" value={memberId} />
      {Object.entries(named).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      {children}
    </form>
  );
}
