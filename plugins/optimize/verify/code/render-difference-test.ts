import type { DifferenceKind } from '../../document/behavior-check-result.ts';
import type { InspectedCall } from '../replay/replay-worker-messages.ts';
import type { SessionCode } from './render-call-session-as-code.ts';

/** File that a call reads, which the test writes. */
export interface TestFile {
  /** Absolute path in the code of the call. */
  readonly path: string;
  /** Name in the folder of the test. */
  readonly name: string;
  /** Content, compressed, in Base64. */
  readonly gzip: string;
}

export interface TestParts {
  readonly code: SessionCode;
  /** Files that its calls read. Default: none. */
  readonly files?: readonly TestFile[];
  /** Specifier by which the test imports the module. */
  readonly specifier: string;
  readonly kind: DifferenceKind;
  readonly expected: InspectedCall;
  /** Set to compare the result with the arguments by identity: it may be one of them. */
  readonly comparesIdentity: boolean;
}

/** Milliseconds after which a call counts as endless. */
const TIMEOUT_MS = 5_000;

/** A file for `node --test` that passes before a change and fails after it. */
export function renderTestFile({ files = [], ...parts }: TestParts): string {
  const { specifier, kind, expected, comparesIdentity: ofIdentity } = parts;
  const code = withTestFiles(parts.code, files);
  const title = code.oneLine.length > 100 ? `${code.oneLine.slice(0, 99)}…` : code.oneLine;
  const { what, text } = ofIdentity
    ? { what: 'given.map((one) => one === outcome.value)', text: expected.identicalArguments }
    : chooseAssertion(kind, expected);
  const usesScript = [...code.statements, ...code.args].some((fragment) =>
    fragment.includes('scripted('),
  );
  return [
    "import assert from 'node:assert/strict';",
    ...(files.length > 0 ? FILE_IMPORTS : ["import { test } from 'node:test';"]),
    `import { inspect${usesScript ? ', isDeepStrictEqual' : ''} } from 'node:util';`,
    `import * as subject from ${JSON.stringify(specifier)};`,
    '',
    `test(${JSON.stringify(title)}, { timeout: ${TIMEOUT_MS} }, async () => {`,
    ...renderFileWrites(files),
    ...(usesScript ? ['  const seen = [];'] : []),
    ...code.statements.map((statement) => `  ${statement}`),
    `  const given = [${code.args.join(', ')}];`,
    `  const outcome = await outcomeOf(() => ${code.lastCall});`,
    `  assert.equal(inspect(${what}, FULL), ${JSON.stringify(text)});`,
    '});',
    '',
    'const FULL = { depth: null, maxArrayLength: null, maxStringLength: null, breakLength: Infinity };',
    '',
    ...OUTCOME,
    ...(usesScript ? ['', ...SCRIPTED] : []),
    '',
  ].join('\n');
}

function chooseAssertion(kind: DifferenceKind, expected: InspectedCall) {
  if (kind === 'mutation') return { what: 'given', text: expected.argumentsAfter };
  if (kind === 'callbacks') return { what: 'seen', text: expected.callbackArguments };
  return { what: 'outcome', text: expected.outcome };
}

const FILE_IMPORTS = [
  "import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';",
  "import { tmpdir } from 'node:os';",
  "import { join } from 'node:path';",
  "import { after, test } from 'node:test';",
  "import { gunzipSync } from 'node:zlib';",
];

/** Replaces the paths of files by those that the test writes. */
function withTestFiles(code: SessionCode, files: readonly TestFile[]): SessionCode {
  const written = (text: string): string =>
    files.reduce(
      (all, { path, name }) =>
        all.replaceAll(JSON.stringify(path), `join(folder, ${JSON.stringify(name)})`),
      text,
    );
  return { ...code, statements: code.statements.map(written), args: code.args.map(written) };
}

function renderFileWrites(files: readonly TestFile[]): readonly string[] {
  if (files.length === 0) return [];
  return [
    "  const folder = mkdtempSync(join(tmpdir(), 'files-'));",
    '  after(() => rmSync(folder, { recursive: true }));',
    ...files.map(
      ({ name, gzip }) =>
        `  writeFileSync(join(folder, ${JSON.stringify(name)}), gunzipSync(Buffer.from('${gzip}', 'base64')));`,
    ),
  ];
}

const OUTCOME = [
  'async function outcomeOf(call) {',
  '  try {',
  '    return { value: await call() };',
  '  } catch (error) {',
  '    return { error: String(error) };',
  '  }',
  '}',
];

const SCRIPTED = [
  '/** Replays the answer recorded for equal arguments, or else one that depends on them. */',
  'function scripted(seen, answers) {',
  '  const used = new Map();',
  '  return (...given) => {',
  '    seen.push(inspect(given, FULL));',
  '    const equal = answers.filter((one) => isDeepStrictEqual(one.given, given));',
  '    const turn = used.get(equal[0]) ?? 0;',
  '    used.set(equal[0], turn + 1);',
  '    const other = answers[argumentNumber(given) % Math.max(1, answers.length)];',
  '    const answer = equal[Math.min(turn, equal.length - 1)] ?? other ?? {};',
  "    if ('threw' in answer) throw answer.threw;",
  "    if ('rejected' in answer || 'resolved' in answer) return later(given, answer);",
  "    if ('pending' in answer) return new Promise(() => {});",
  '    return answer.returned;',
  '  };',
  '}',
  '',
  'function argumentNumber(given) {',
  '  const words = given.map((argument) =>',
  "    typeof argument === 'object' && argument !== null",
  "      ? Object.keys(argument).join(' ')",
  '      : String(argument),',
  '  );',
  '  let number = 0;',
  "  for (const character of words.join(' ')) {",
  '    number = (number * 31 + character.codePointAt(0)) % 1_000_003;',
  '  }',
  '  return number;',
  '}',
  '',
  '/** Settles after a few event loop iterations; how many depends on the arguments. */',
  'async function later(given, answer) {',
  "  const words = given.map((one) => (typeof one === 'object' ? 0 : String(one)));",
  '  const turns = JSON.stringify(words).length % 3;',
  '  for (let turn = 0; turn <= turns; turn += 1) await new Promise(setImmediate);',
  "  if ('rejected' in answer) throw answer.rejected;",
  '  return answer.resolved;',
  '}',
];
