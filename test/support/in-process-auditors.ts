import type { ExecResult, ExecSpec } from '../../harness/host/process/host-processes.ts';
import type { Host } from '../../harness/host.ts';

/** A host whose auditors work in the process of the test: a process of its own loads for longer than it works. */
export function withInProcessAuditors(host: Host): Host {
  const { processes, terminal } = host;
  const exec = async (spec: ExecSpec): Promise<ExecResult> => {
    const { args = [], signal = new AbortController().signal } = spec;
    const [command, auditor = '', folder = ''] = args.slice(args.indexOf('audit-worker'));
    if (command !== 'audit-worker') return processes.exec(spec);
    const { runAssignment } = await import('../../plugins/audit/run-assignment.ts');
    const silent = { ...host, terminal: { ...terminal, out: () => undefined } };
    await runAssignment(silent, { auditor, folder, without: [] }, signal);
    const none = { stdout: '', stderr: '', timedOut: false, truncated: false };
    return { exit: { type: 'code', code: 0 }, ...none };
  };
  return { ...host, processes: { ...processes, exec } };
}
