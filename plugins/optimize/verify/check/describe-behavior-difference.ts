import { basename } from 'node:path/posix';
import type { Counterexample } from '../../document/behavior-check-result.ts';
import { type ExportNames, renderSessionCode } from '../code/render-call-session-as-code.ts';
import { renderMember } from '../code/render-captured-values-as-code.ts';
import { renderTestFile } from '../code/render-difference-test.ts';
import type { InspectedCall } from '../replay/replay-worker-messages.ts';
import type { FoundDifference } from '../sessions/shrink-call-session.ts';
import { type CheckResponse, MODULE_PLACEHOLDER } from './behavior-check-request.ts';
import type { ModuleVersions } from './confirm-reproducible-behavior-difference.ts';
import { describeFilesOfCalls, readFilesOfCalls } from './staged-file-inputs.ts';

export interface ReportedDifference {
  /** From the project's root. */
  readonly module: string;
  readonly origin: Counterexample['origin'];
  /** Folder with staged files, absolute. */
  readonly files: string;
}

/** Maximum number of characters of a call's outcome. */
const LONGEST = 400;

export async function describeDifference(
  { base }: ModuleVersions,
  { session, difference }: FoundDifference,
  { module, origin, files }: ReportedDifference,
): Promise<CheckResponse> {
  const answer = await base.replay(session, { inspects: true });
  const expected = answer.type === 'log' ? answer.log.calls[difference.call]?.inspected : undefined;
  const code = renderSessionCode(session, createExportNames(base.exportNames, module));
  const { kind, before, after } = difference;
  return {
    state: 'differs',
    counterexample: {
      call: `${code.oneLine}${describeFilesOfCalls(session, files)}`,
      kind,
      origin,
      test: '',
      before: truncate(before),
      after: truncate(after),
    },
    tests: expected === undefined ? [] : [testOf(expected, false), testOf(expected, true)],
  };

  function testOf(expected: InspectedCall, ofIdentity: boolean): string {
    return renderTestFile({
      code,
      files: readFilesOfCalls(session, files),
      specifier: MODULE_PLACEHOLDER,
      kind,
      expected,
      comparesIdentity: ofIdentity,
    });
  }
}

function truncate(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** Formats export paths: named exports of `import * as subject`, or its default's properties. */
function createExportNames(exported: readonly string[], module: string): ExportNames {
  const main = camelCase(basename(module).replace(/\.[^.]+$/u, ''));
  return {
    inCode: ([first = 'default', ...rest]) => {
      const start = exported.includes(first) ? `.${first}` : `.default.${first}`;
      return `subject${start}${rest.map(renderMember).join('')}`;
    },
    forDisplay: ([first = 'default', ...rest]) =>
      `${first === 'default' ? main : first}${rest.map(renderMember).join('')}`,
  };
}

function camelCase(name: string): string {
  const text = name.replace(/[^\w$]+(\w)/gu, (_, letter: string) => letter.toUpperCase());
  return /^[A-Za-z_$]/u.test(text) && text !== 'index' ? text : 'subject';
}
