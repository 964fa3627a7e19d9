/** What is named in a finding. */
const MOST_NAMES = 5;

/** `"one", "two"`, and of many how many more. */
export function quotedNames(names: readonly string[]): string {
  const named = names.slice(0, MOST_NAMES).map((name) => `"${name}"`);
  const more = names.length > named.length ? ` and ${names.length - named.length} more` : '';
  return `${named.join(', ')}${more}`;
}
