/** Name of a change at the beginning of a sentence: `Branch faster`, `Patch x.diff`. */
export function describeChange(name: string): string {
  if (name === '-') return 'The patch from standard input';
  const isNamed = /^(?:branch|commit|range) |^uncommitted changes$/u.test(name);
  return isNamed ? `${name.charAt(0).toUpperCase()}${name.slice(1)}` : `Patch ${name}`;
}
