import { findManagedTool } from '../../host/find-tools-installed-by-doctor-command.ts';
import { programOnPath } from '../../host/program-on-path.ts';
import { type ToolSearchResult, toolNotFound } from '../../host/tool-search-result.ts';
import type { Host } from '../../host.ts';

/** Lowest version whose output and options are supported. */
export const K6_MIN_VERSION = '1.0.0';
/** Installation instructions, on one line. */
export const K6_INSTALL =
  '`perf-harness doctor --install k6`, brew install k6, or a release from https://grafana.com/docs/k6/latest/set-up/install-k6/';

const PROBE_TIMEOUT_MS = 20_000;

export interface K6 {
  readonly path: string;
  readonly version: string;
}

/** Searches the place the user names (`named`); else perf-harness's own cache, then PATH. */
export async function findK6(host: Host, named: string | null): Promise<ToolSearchResult<K6>> {
  const candidates =
    named === null ? [findManagedTool(host, 'k6'), programOnPath(host, 'k6')] : [named];
  const path =
    candidates.find((candidate) => candidate !== null && host.files.isExecutable(candidate)) ??
    null;
  if (path === null) {
    return named === null
      ? notFound('tool-missing', 'it is neither in the perf-harness cache nor on PATH')
      : notFound('tool-missing', `${named} is not an executable program`);
  }
  const { exit, stdout, stderr } = await host.processes.exec({
    file: path,
    args: ['version'],
    env: { K6_NO_USAGE_REPORT: 'true' },
    timeoutMs: PROBE_TIMEOUT_MS,
  });
  const version = /^k6(?:\.exe)? v(\d+(?:\.\d+)+)/m.exec(stdout)?.[1];
  if (exit.type !== 'code' || version === undefined) {
    const said = `${stdout}${stderr}`.trim().split('\n')[0] ?? '';
    return notFound('tool-missing', `${path} is not k6${said === '' ? '' : `; it says: ${said}`}`);
  }
  if (Number(version.split('.')[0]) < 1) {
    return notFound(
      'tool-version',
      `${path} is version ${version}, but ${K6_MIN_VERSION} is required`,
    );
  }
  return { type: 'found', tool: { path, version } };
}

function notFound(id: 'tool-missing' | 'tool-version', what: string): ToolSearchResult<K6> {
  return toolNotFound(id, {
    message: `This load requires k6: ${what}.`,
    remedy: `Install k6 (${K6_INSTALL}), or pass its path with --k6-path.`,
  });
}
