import type { CodeCall } from '../../../harness/model/program/code-analysis-results.ts';
import type { RawCall } from '../extract/calls-functions-and-imports-of-source-file.ts';
import type {
  InterproceduralContext,
  InterproceduralMatch,
  InterproceduralRule,
} from './interprocedural-rule.ts';
import { isReadOnlyCall } from './transitive-io-and-write-effects-of-functions.ts';

/** Constant parts of arguments: literals, keys, and the punctuation of lists and objects. */
const CONSTANT_PARTS =
  /'[^']*'|"[^"]*"|`[^`$]*`|\b\w+\s*:|\b(?:true|false|null|None|True|False|[A-Z][A-Z0-9_]+)\b|\b\d[\d_.]*\b|[\s[\]{},-]/gu;

function isConstant(given: string): boolean {
  const inner = given.slice(1, -1).trim();
  return inner !== '' && given.endsWith(')') && inner.replace(CONSTANT_PARTS, '') === '';
}

/** A read is repeated with the same constant arguments (P811-23, LEAD-25). */
export const REPEATED_CALL: InterproceduralRule = {
  id: 'repeated-call',
  category: 'redundant_work',
  note: 'Keep the first result in a variable, or in a cache with an expiry.',
  find: (context) =>
    context.functions.flatMap(({ calls }, index) => {
      const groups = Map.groupBy(
        calls.filter(
          (call, at) => context.rawCalls[index]?.[at]?.place != null && isSame(context, call),
        ),
        ({ callee, arguments: given }) => `${callee}${given}`,
      );
      return [...groups.values()].flatMap((same): readonly InterproceduralMatch[] => {
        const [first, ...again] = same;
        if (first === undefined || again.length === 0) return [];
        const { callee, line, endLine } = first;
        const message = `${callee} is called with the same arguments ${same.length} times: lines ${same.map((call) => call.line).join(', ')}.`;
        return [{ function: index, line, endLine, message }];
      });
    }),
};

/** A loop repeats a read with the same constant arguments in every iteration. */
export const CONSTANT_CALL_IN_LOOP: InterproceduralRule = {
  id: 'constant-call-in-loop',
  category: 'redundant_work',
  note: 'Make the call once before the loop.',
  find: (context) =>
    context.functions.flatMap(({ calls }, index) =>
      calls.flatMap((call): readonly InterproceduralMatch[] => {
        const { callee, line, endLine, loops, isOverList, isAwaited } = call;
        if (loops === 0 || !isOverList || !isAwaited || !isSame(context, call)) return [];
        const message = `${callee} is called with the same arguments in every loop iteration.`;
        return [{ function: index, line, endLine, message }];
      }),
    ),
};

function isSame({ effects }: InterproceduralContext, call: CodeCall): boolean {
  return isConstant(call.arguments) && isReadOnlyCall(effects, call);
}

/** Guards, whose failure must stop the statements after them, and deliberate delays. */
const GUARD =
  /(?:^|[._])(?:auth\w*|verify\w*|check\w*|validate\w*|assert\w*|require\w*|ensure\w*|guard\w*|can[A-Z]\w*|is[A-Z]\w*|has[A-Z]\w*|wait\w*|sleep|delay)$/u;
/** Receivers that are a single connection, which runs one operation at a time: no time is saved. */
const ONE_CONNECTION =
  /^(?:this\.)?(?:tx|trx|client|conn|connection|session|cursor|em|manager|t)\b/u;

/**
 * Two consecutive statements that each await a read-only call, where the second does not use the
 * result of the first (P811-23). Calls that may write, act as a guard or share a connection are
 * skipped.
 */
export const SEQUENTIAL_AWAITS: InterproceduralRule = {
  id: 'sequential-awaits',
  category: 'async_patterns',
  note: 'The second call does not depend on the first. Start both and await them together with Promise.all (asyncio.gather in Python).',
  find: (context) =>
    context.functions.flatMap(({ calls }, index) => {
      const raw = context.rawCalls[index] ?? [];
      const byStatement = new Map(
        raw.flatMap(({ place }, at) => (place === null ? [] : [[place.start, at]])),
      );
      return calls.flatMap((second, at): readonly InterproceduralMatch[] => {
        const previous = raw[at]?.place?.previous ?? -1;
        const before = previous === -1 ? undefined : byStatement.get(previous);
        const first = before === undefined ? undefined : calls[before];
        const rawFirst = before === undefined ? undefined : raw[before];
        if (first === undefined || rawFirst === undefined) return [];
        if (!areIndependent(context, first, second, rawFirst, raw[at])) return [];
        return [
          {
            function: index,
            line: first.line,
            endLine: second.endLine,
            message: `${second.callee} waits for ${first.callee}, whose result it does not use.`,
          },
        ];
      });
    }),
};

function areIndependent(
  { effects }: InterproceduralContext,
  first: CodeCall,
  second: CodeCall,
  rawFirst: RawCall,
  rawSecond: RawCall | undefined,
): boolean {
  if (rawSecond === undefined || GUARD.test(first.callee)) return false;
  if (!isReadOnlyCall(effects, first) || !isReadOnlyCall(effects, second)) return false;
  if (ONE_CONNECTION.test(first.callee) || ONE_CONNECTION.test(second.callee)) return false;
  const names = new Set(`${rawSecond.callee} ${rawSecond.argumentText}`.match(/[\w$]+/gu));
  return rawFirst.place?.names.some((name) => names.has(name)) !== true;
}
