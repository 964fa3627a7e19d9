import type { Host } from '../host.ts';
import { ciName } from '../machine/ci-name.ts';
import { readGitState } from '../machine/git-state.ts';
import { harnessVersion } from '../machine/harness-version.ts';
import { kernelFiles } from '../machine/kernel-files.ts';
import { machineId } from '../machine/machine-id.ts';
import type { Environment } from '../model/environment.ts';

/** Machine, runtime and tools that a run is measured with. */
export async function readEnvironment(host: Host): Promise<Environment> {
  const git = readGitState(host);
  const facts = host.system.machine();
  const virtual = host.platform.machine.isVirtual(kernelFiles(host.files));
  const { nodeVersion, v8Version, execPath } = host.system;
  return {
    machine: { id: machineId(facts, virtual), ...facts, virtual },
    runtime: { node: nodeVersion, v8: v8Version, execPath },
    harness: { version: harnessVersion(host) },
    git: await git,
    ci: ciName(host.env),
  };
}
