import type { CodeFacts } from '../../../harness/model/program/code-facts.ts';

/** A call that holds the thread although there is a variant of it that does not. */
export interface AsyncVariant {
  readonly file: string;
  readonly line: number;
  readonly callee: string;
  /** What could be called instead. */
  readonly variant: string;
}

/** Modules whose `…Sync` functions each have one of the same name that gives a promise. */
const MODULES = /^(?:node:(?:fs|child_process|crypto|zlib)|fs-extra|bcrypt|bcryptjs)(?:\/|$)/u;

/** Calls of `…Sync` of Node.js, and of own functions beside which there is an async one (H812-12). */
export function findAsyncVariants({ functions }: CodeFacts): readonly AsyncVariant[] {
  const names = new Map(functions.map((one) => [`${one.file}:${one.name}`, one]));
  return functions.flatMap(({ file, calls }) =>
    calls.flatMap(({ callee, line, source, targets }): readonly AsyncVariant[] => {
      const own = /(?:^|\.)(\w+)Sync$/u.exec(callee)?.[1];
      if (own !== undefined && MODULES.test(source ?? ''))
        return [{ file, line, callee, variant: own }];
      const target = functions[targets[0] ?? -1];
      if (target === undefined || target.isAsync) return [];
      const dot = target.name.lastIndexOf('.') + 1;
      const [owner, bare] = [target.name.slice(0, dot), target.name.slice(dot)];
      const stem = bare.replace(/Sync$|_sync$/u, '');
      const variant = [`${bare}Async`, `async_${bare}`, `${bare}_async`, `a${bare}`, stem]
        .filter((one) => one !== bare)
        .map((one) => names.get(`${target.file}:${owner}${one}`))
        .find((one) => one?.isAsync === true);
      return variant === undefined ? [] : [{ file, line, callee, variant: variant.name }];
    }),
  );
}
