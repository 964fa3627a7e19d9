import { stripVTControlCharacters } from 'node:util';
import { shortenProgramOutput } from '../../model/shorten-program-output.ts';
import type { PackageManager } from '../../packages/choose-lockfile.ts';

export interface InstallerOutput {
  readonly stdout: string;
  readonly stderr: string;
}

/** Number of last lines shown if no single line explains a failure. */
const TAIL = 5;

/** Extracts the reason stated by a package manager, without help, logs and advice. */
export function extractInstallerError(manager: PackageManager, output: InstallerOutput): string {
  const lines = linesOf(output);
  const reason = REASONS[manager](lines);
  if (reason !== null && !isOfScript(reason)) return reason;
  const told = reasonOfScript(lines);
  return [reason, told].filter((part) => part !== null).join('\n') || 'no error message';
}

/** True if the lockfile was refused because it does not match the manifests. */
export function isLockfileOutOfSync(manager: PackageManager, output: InstallerOutput): boolean {
  return OUT_OF_SYNC[manager].test(linesOf(output).join('\n'));
}

const OUT_OF_SYNC: Readonly<Record<PackageManager, RegExp>> = {
  npm: /^npm (?:error|ERR!) code EUSAGE$/mu,
  // The last: of a version that this pnpm does not read any more.
  pnpm: /\bERR_PNPM_(?:OUTDATED_LOCKFILE|LOCKFILE_CONFIG_MISMATCH|LOCKFILE_BREAKING_CHANGE)\b/u,
  yarn: /\bYN0028\b|Your lockfile needs to be updated/u,
  bun: /lockfile had changes, but lockfile is frozen/u,
};

const REASONS: Readonly<Record<PackageManager, (lines: readonly string[]) => string | null>> = {
  npm: reasonOfNpm,
  pnpm: reasonOfPnpm,
  yarn: reasonOfYarn,
  bun: (lines) => firstOf(lines, /^error: (?<reason>.+)$/u),
};

function linesOf({ stdout, stderr }: InstallerOutput): readonly string[] {
  return stripVTControlCharacters(`${stdout}\n${stderr}`)
    .split(/\r?\n/u)
    .map((line) => line.trimEnd());
}

function firstOf(lines: readonly string[], pattern: RegExp): string | null {
  for (const line of lines) {
    const found = pattern.exec(line)?.groups?.reason;
    if (found !== undefined) return found;
  }
  return null;
}

const OF_NPM = /^npm (?:error|ERR!) ?/u;
/** Details that npm prints before the reason, and its standard ending. */
const FACT_OF_NPM = /^(?:code|errno|syscall|path|dest|type|signal|A complete log of this run)\b/u;
/** The end of the reason: npm's help, and advice after a paragraph. */
const HELP_OF_NPM = /^(?:Clean install a project|Usage:|Fix the upstream|Note that)/u;
/** Text that npm prints in place of a reason if a script failed. */
const SCRIPT_OF_NPM = /^command (?:failed|sh|cmd)/u;

function reasonOfNpm(lines: readonly string[]): string | null {
  const own = lines.filter((line) => OF_NPM.test(line)).map((line) => line.replace(OF_NPM, ''));
  const code = firstOf(own, /^code (?<reason>\S+)$/u);
  const script = firstOf(own, /^command (?!failed)(?<reason>.+)$/u);
  if (own.some((line) => SCRIPT_OF_NPM.test(line))) return `command failed: ${script ?? ''}`;
  const end = own.findIndex((line) => HELP_OF_NPM.test(line));
  const told = own
    .slice(0, end === -1 ? undefined : end)
    .filter((line) => line.trim() !== '' && !FACT_OF_NPM.test(line))
    // In some messages each line starts with the error code: `notarget`, `404`, `network`.
    .map((line) => (code === null ? line : withoutLabel(line, code)));
  // npm explains at length that the lockfile is out of sync; only the places matter.
  const places = told.filter((line) => /^(?:Invalid|Missing): /u.test(line));
  const [first] = code === 'EUSAGE' && places.length > 0 ? places : told;
  if (code === null) return first ?? null;
  const more = code === 'ERESOLVE' ? told.slice(1, TAIL) : [];
  return [[code, first].filter((part) => part !== undefined).join(': '), ...more].join('\n');
}

function withoutLabel(line: string, code: string): string {
  const [label = '', ...words] = line.split(' ');
  const isLabel = label !== '' && code.endsWith(label);
  return isLabel || label === 'notarget' ? words.join(' ').trim() : line;
}

function reasonOfPnpm(lines: readonly string[]): string | null {
  // Errors of the system, too, have their code before them: ` ENOENT  ENOENT: no such file`.
  // pnpm 11 writes its own in brackets.
  const told = lines.map((line) => line.replace(/^\s*\[(\w+)\]/u, '$1'));
  const reason = firstOf(told, /^\s*(?<reason>(?:ERR_PNPM_\w+|ELIFECYCLE|ERROR|E[A-Z]+)\s+.+)$/u);
  const at = lines.findIndex((line) => line.trim() === 'Failure reason:');
  const detail = at === -1 ? undefined : lines[at + 1]?.trim();
  const text = reason?.replace(/\s+/u, ': ').replace(/^(\w+: )\1/u, '$1') ?? null;
  return text === null || detail === undefined ? text : `${text}\n${detail}`;
}

/** Yarn 2 codes of progress messages and mere warnings, also used by later versions. */
const NOTES_OF_YARN =
  /^YN00(?:00|02|05|06|07|08|13|19|32|55|60|61|68|69|70|72|73|75|76|84|85|86|87|88|90)$/u;

function reasonOfYarn(lines: readonly string[]): string | null {
  for (const line of lines) {
    const [, code = '', text = ''] = /^➤ (YN\d{4}): [│┌└·]? ?(.+)$/u.exec(line) ?? [];
    // Yarn prints the changes to the lockfile under the code of the reason that follows them.
    const isDifference = code === 'YN0028' && /^[+-]/u.test(text);
    if (code !== '' && !NOTES_OF_YARN.test(code) && !isDifference) return `${code}: ${text}`;
  }
  return firstOf(lines, /^error (?<reason>.+)$/u);
}

/** Messages of package managers about a script that failed. */
const OF_SCRIPT =
  /^command failed|^ELIFECYCLE|^Command failed with exit code|^YN0009|\bscript from .+ exited\b|\/node_modules\/.+: Command failed/u;

function isOfScript(reason: string): boolean {
  return OF_SCRIPT.test(reason);
}

/** An error in the words of a program of any kind, node-gyp's included. */
const ERROR = /^(?:\w+ )?(?<reason>(?:\w*(?:Error|Exception)\b.*|error|fatal): .+)$/u;
/** Output of package managers apart from that of their scripts. */
const NOISE =
  /^(?:> |\$ |npm (?:warn|WARN|notice|error|ERR!)|warning |info |yarn install|bun install|\[\d+\/\d+\]|Progress: |Lockfile is|Packages: |➤ YN|\s*ELIFECYCLE|error Command failed|error: .*script from)/u;

/** The first error that a failed script printed, else the last that it did. */
function reasonOfScript(lines: readonly string[]): string | null {
  const told = lines.map((line) =>
    line
      // npm repeats the output of a package's script among its own words.
      .replace(/^npm (?:error|ERR!) (?!code|path|command|errno|signal|A complete log)/u, '')
      .replace(/^➤ YN\d{4}: │ \S+ STD(?:OUT|ERR) /u, '')
      .replace(/^gyp ERR! (?:stack )?/u, ''),
  );
  const own = told.filter((line) => line.trim() !== '' && !NOISE.test(line));
  const last = shortenProgramOutput(own.join('\n'))?.split('\n').slice(-TAIL).join('\n');
  return firstOf(own, ERROR) ?? last ?? null;
}
