export interface CompilerError {
  /** From the root of the project, with slashes. */
  readonly file: string;
  readonly line: number;
  /** `TS2345`. */
  readonly code: string;
  readonly message: string;
}

/** Parses the errors of `tsc --pretty false`; continuation lines are left out. */
export function parseTypeErrors(output: string): readonly CompilerError[] {
  return [...output.matchAll(/^(.+?)\((\d+),\d+\): error (TS\d+): (.*)$/gmu)].map(
    ([, file = '', line = '1', code = '', message = '']) => ({
      file: file.replaceAll('\\', '/'),
      line: Number(line),
      code,
      message,
    }),
  );
}

/** Errors that were not there before; a change moves lines, so that they are not compared. */
export function findNewTypeErrors(
  before: readonly CompilerError[],
  after: readonly CompilerError[],
): readonly CompilerError[] {
  const key = ({ file, code, message }: CompilerError): string => `${file}\0${code}\0${message}`;
  const left = new Map<string, number>();
  for (const error of before) left.set(key(error), (left.get(key(error)) ?? 0) + 1);
  return after.filter((error) => {
    const count = left.get(key(error)) ?? 0;
    left.set(key(error), count - 1);
    return count <= 0;
  });
}
