import type { ExecResult, ExecSpec } from '../../harness/host/process/process-runner.ts';
import type { Host } from '../../harness/host.ts';

/** Returns a host with auditors in the test's process: starting a process outlasts their work. */
export function withInProcessAuditors(host: Host): Host {
  const { processes, terminal } = host;
  const exec = async (spec: ExecSpec): Promise<ExecResult> => {
    const { args = [], signal = new AbortController().signal } = spec;
    const [command, auditor = '', folder = ''] = args.slice(args.indexOf('audit-worker'));
    if (command !== 'audit-worker') return processes.exec(spec);
    const { runAssignment } = await import('../../plugins/audit/run-auditor-from-audit-folder.ts');
    const silent = { ...host, terminal: { ...terminal, out: () => undefined } };
    await runAssignment(silent, { auditor, folder, without: [] }, signal);
    const none = { stdout: '', stderr: '', timedOut: false, truncated: false };
    return { exit: { type: 'code', code: 0 }, ...none };
  };
  return { ...host, processes: { ...processes, exec } };
}
