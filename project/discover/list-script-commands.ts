/** Call of another script at the end of a command: `npm run -s unit`, `nyc yarn unit -- --quiet`. */
const CALLS_SCRIPT =
  /^(?<before>.*?)(?:npm|pnpm|yarn|bun)(?: run| run-script| -s| --silent| -q| -w)* (?<name>[\w:.-]+)(?<after>(?: .*)?)$/u;
const CALLS_SCRIPTS = /^(?:run-s|run-p|npm-run-all)\b(?<names>.*)$/u;
/** Programs that check text, types or packages and run no test. */
const IS_CHECKER =
  /^(?:nyc |c8 )?(?:npx |yarn |pnpm (?:exec )?)?(?:eslint|vue-tsc|tsc\b.*--noEmit|prettier|biome|xo|standard|semistandard|ts-standard|oxlint|jshint|tslint|tsd|dtslint|size-limit|publint|attw|knip|flow|cspell|markdownlint|git|rimraf|rm)\b/u;
/** Scripts that call each other, at the most. */
const MOST_DEPTH = 6;

/**
 * Lists the shell commands of a script in their order, those of scripts that it calls in their
 * place and what runs before it, without checks of text and types. Instrumented code fails such checks before a test runs.
 */
export function listScriptCommands(
  scripts: Readonly<Record<string, string>>,
  name: string,
): readonly string[] {
  return expandScript(scripts, name, MOST_DEPTH).filter(
    (command) => command.includes(';') || !IS_CHECKER.test(command),
  );
}

function expandScript(
  scripts: Readonly<Record<string, string>>,
  name: string,
  depth: number,
): readonly string[] {
  const script = scripts[name];
  if (script === undefined || depth === 0) return [];
  const before = splitCommands(scripts[`pre${name}`] ?? '');
  return [...before, ...splitCommands(script)].flatMap((command) => {
    const called = CALLS_SCRIPT.exec(command)?.groups;
    if (called?.name !== undefined && called.name in scripts) {
      const { before = '', after = '' } = called;
      return expandScript(scripts, called.name, depth - 1).map(
        (inner) => `${before}${inner}${after.replace(/^ --(?= )/u, '')}`,
      );
    }
    const names = CALLS_SCRIPTS.exec(command)?.groups?.names;
    return names === undefined
      ? [command]
      : names
          .split(/\s+/u)
          .flatMap((pattern) => matchingScripts(scripts, pattern))
          .flatMap((other) => expandScript(scripts, other, depth - 1));
  });
}

/** Returns the scripts that a pattern such as `build:*` names. */
function matchingScripts(
  scripts: Readonly<Record<string, string>>,
  pattern: string,
): readonly string[] {
  if (!pattern.includes('*')) return [pattern];
  const start = pattern.slice(0, pattern.indexOf('*'));
  return Object.keys(scripts).filter((name) => name.startsWith(start));
}

/** Splits a script at `&&` outside of quotes. */
function splitCommands(script: string): readonly string[] {
  const commands = [''];
  for (const [part] of script.matchAll(/"(?:\\.|[^"])*"|'[^']*'|&&|./gsu)) {
    if (part === '&&') commands.push('');
    else commands.push(`${commands.pop()}${part}`);
  }
  return commands.map((command) => command.trim()).filter((command) => command !== '');
}
