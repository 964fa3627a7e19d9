/** What a line may not hold, since it does work of its own then, or runs more than once. */
const OWN_WORK = /\b(?:for|while|do|await|yield|new|function|case)\b|=>|\$\{/;
/** Words that stand before a parenthesis and call nothing. */
const NO_CALL: ReadonlySet<string> = new Set(['if', 'switch', 'return', 'catch', 'with', 'typeof']);
const STRING = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g;
/** A longer line is no line that somebody wrote. */
const LONGEST = 300;

/**
 * Name of the function that a line of JavaScript calls where calling it is all that the line does;
 * null: it calls none or several, loops, or does other work.
 */
export function onlyCall(line: string): string | null {
  if (line.length > LONGEST) return null;
  const code = line.replace(STRING, "''").replace(/\/\/.*|\/\*.*?\*\//g, '');
  if (OWN_WORK.test(code)) return null;
  const called = [...code.matchAll(/([\w$]*)\s*(?:\?\.)?\(/g)].map(([, name = '']) => name);
  const calls = called.filter((name) => name !== '' && !NO_CALL.has(name));
  const [name] = calls;
  return name !== undefined && calls.length === 1 ? name : null;
}
