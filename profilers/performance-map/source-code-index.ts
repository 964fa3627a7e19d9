import { join } from 'node:path';
import type {
  CodeCall,
  CodeFacts,
  CodeFunction,
} from '../../harness/model/program/code-analysis-results.ts';
import type { ProfiledFunction } from '../../harness/model/program/profile.ts';

/** Finds source facts for a position observed at run time. */
export type CodeIndex = ReturnType<typeof indexCode>;

export function indexCode({ root, functions }: CodeFacts) {
  const pathOf = (file: string): string => join(root, file);
  const byFile = Map.groupBy(functions, ({ file }) => pathOf(file));
  const callers = new Map<CodeFunction, Set<CodeFunction>>();
  for (const caller of functions) {
    for (const target of caller.calls.flatMap(({ targets }) => targets)) {
      const called = functions[target];
      if (called === undefined || called === caller) continue;
      callers.set(called, (callers.get(called) ?? new Set()).add(caller));
    }
  }
  const functionAt = (file: string, line: number): CodeFunction | null => {
    const around = (byFile.get(file) ?? []).filter(
      (codeFunction) => codeFunction.line <= line && line <= codeFunction.endLine,
    );
    return around.reduce<CodeFunction | null>(
      (best, codeFunction) =>
        best === null || codeFunction.line >= best.line ? codeFunction : best,
      null,
    );
  };
  return {
    /** The function that is profiled under this name and place; null: its source was not read. */
    functionOf: ({ name, file, line }: ProfiledFunction): CodeFunction | null => {
      if (file === null) return null;
      const own = shortenFunctionName(name);
      const named = (byFile.get(file) ?? []).filter(
        (codeFunction) => shortenFunctionName(codeFunction.name) === own,
      );
      if (line === null) return named.length === 1 ? (named[0] ?? null) : null;
      return named.find((codeFunction) => codeFunction.line === line) ?? functionAt(file, line);
    },
    /** The innermost function around a line. @param file - Absolute. */
    functionAt,
    /** Calls of a function on a line. */
    callsAt: ({ calls }: CodeFunction, line: number): readonly CodeCall[] =>
      calls.filter((call) => call.line === line),
    /** Calls of a function that may lead to another function. */
    callsTo: ({ calls }: CodeFunction, called: CodeFunction | null): readonly CodeCall[] =>
      calls.filter(({ targets }) => targets.some((target) => functions[target] === called)),
    /** Functions that call this function in their source. */
    callersOf: (of: CodeFunction): readonly CodeFunction[] => [...(callers.get(of) ?? [])],
    /** Absolute path of a file of the facts. */
    pathOf,
  };
}

/** Without class, object and `async`: profilers name a method in several ways. */
export function shortenFunctionName(name: string): string {
  return (
    name
      .replace(/^async /, '')
      .split('.')
      .at(-1) ?? name
  );
}
