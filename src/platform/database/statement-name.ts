const names = new Map<string, string>();

/**
 * The name under which the database keeps a statement, so that each connection reads and plans it once. The texts
 * are ours and hold no values, so there are only so many. Empty for a search, which is planned each time: whether an index
 * helps depends on what is searched for.
 */
export function nameOf(sql: string): string {
  if (sql.includes(' LIKE ')) return '';
  const known = names.get(sql);
  if (known) return known;
  const name = `statement_${names.size + 1}`;
  names.set(sql, name);
  return name;
}
