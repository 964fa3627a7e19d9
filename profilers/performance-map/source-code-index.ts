import { join } from 'node:path';
import type {
  CodeCall,
  CodeFacts,
  CodeFunction,
} from '../../harness/model/program/code-analysis-results.ts';
import type { ProfiledFunction } from '../../harness/model/program/profile.ts';

/** Finds source facts for a position observed at run time. */
export interface CodeIndex {
  /** The function that is profiled under this name and place; null: its source was not read. */
  readonly functionOf: (of: ProfiledFunction) => CodeFunction | null;
  /** The innermost function around a line. @param file - Absolute. */
  readonly functionAt: (file: string, line: number) => CodeFunction | null;
  /** Calls of a function on a line. */
  readonly callsAt: (of: CodeFunction, line: number) => readonly CodeCall[];
  /** Calls of a function that may lead to another function. */
  readonly callsTo: (of: CodeFunction, called: CodeFunction | null) => readonly CodeCall[];
  /** Functions that call this function in their source. */
  readonly callersOf: (of: CodeFunction) => readonly CodeFunction[];
  /** Absolute path of a file of the facts. */
  readonly pathOf: (file: string) => string;
}

export function indexCode({ root, functions }: CodeFacts): CodeIndex {
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
    functionOf: ({ name, file, line }) => {
      if (file === null) return null;
      const own = shortenFunctionName(name);
      const named = (byFile.get(file) ?? []).filter(
        (codeFunction) => shortenFunctionName(codeFunction.name) === own,
      );
      if (line === null) return named.length === 1 ? (named[0] ?? null) : null;
      return named.find((codeFunction) => codeFunction.line === line) ?? functionAt(file, line);
    },
    functionAt,
    callsAt: ({ calls }, line) => calls.filter((call) => call.line === line),
    callsTo: ({ calls }, called) =>
      calls.filter(({ targets }) => targets.some((target) => functions[target] === called)),
    callersOf: (of) => [...(callers.get(of) ?? [])],
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
