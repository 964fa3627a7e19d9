import type { AuditedCode } from '../rule.ts';

const FOLDER = /(?:^|\/)(?:scripts?|bin)\//u;
const STARTS = /^if __name__ == ['"]__main__['"]:/mu;

/** True for a Python script that is started by hand, which ends with its first error. */
export function isManualPythonScript({ code }: Pick<AuditedCode, 'code'>, file: string): boolean {
  if (!file.endsWith('.py')) return false;
  return FOLDER.test(file) || STARTS.test(code.textOf(file) ?? '');
}
