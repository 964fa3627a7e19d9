import type { CodeCall } from '../../../harness/model/program/code-analysis-results.ts';
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
