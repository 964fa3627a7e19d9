import type { HelperFunction } from './helper-functions.ts';

const MEANING = `/** What a program prints, while others have their turn; it reads nothing. */`;
const body = `{
  return new Promise((resolve, reject) => {
    const child = execFile(file, args, options, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      const status = typeof error.code === 'number' ? error.code : null;
      return reject(Object.assign(error, { status, stdout, stderr }));
    });
    child.stdin?.end();
  });
}
`;

/** Replaces `execFileSync` whose output is text. */
export const RUN_FILE: HelperFunction = {
  name: 'runFile',
  untyped: `${MEANING}
function runFile(file, args, options) ${body}`,
  typed: `${MEANING}
function runFile(
  file: string,
  args: readonly string[],
  options: ExecFileOptionsWithStringEncoding,
): Promise<string> ${body}`,
};
