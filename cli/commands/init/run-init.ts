import type { ExitCode } from '../../../harness/model/exit-code.ts';
import { optionError } from '../../../harness/model/value/bad-option-error.ts';
import type { Call } from '../../../registry/cli-command-definition.ts';
import { formatFlag } from '../../../registry/cli-command-option.ts';
import { OFFICIAL_PLUGINS } from '../../../registry/official-plugins.ts';
import { listInitFiles } from '../../../registry/plugin.ts';
import { runUntilInterrupted } from '../../execution/run-until-interrupted.ts';
import type { INIT_OPTIONS } from './init-options.ts';

/**
 * Runs `perf-harness init`, which writes a configuration and one scenario that was verified to run,
 * the job of a CI service, files of a plugin, or instructions for coding agents.
 */
export async function runInit({
  host,
  flags,
  options,
}: Call<typeof INIT_OPTIONS>): Promise<ExitCode> {
  const { ci, agents, force, list } = options;
  const given: Readonly<Record<string, unknown>> = flags;
  const ofPlugins = listInitFiles(OFFICIAL_PLUGINS).filter(({ name }) => given[name] !== undefined);
  const named = [
    ...(ci === null ? [] : ['--ci']),
    ...ofPlugins.map(({ name }) => formatFlag(name)),
    ...(agents ? ['--agents'] : []),
    ...(list ? ['--list'] : []),
  ];
  if (named.length > 1) {
    throw optionError(
      `${named.join(' and ')} have different results.`,
      'Run init separately for each option.',
    );
  }
  const asks = !options.yes;
  const [files] = ofPlugins;
  if (files !== undefined) {
    const { writePluginInitFiles } = await import('../../init/write-plugin-init-files.ts');
    return writePluginInitFiles(host, files, { force });
  }
  if (agents) {
    const { writeAgentFiles } = await import('../../init/agents/write-agent-files.ts');
    return writeAgentFiles(host, { force });
  }
  if (ci !== null) {
    const { writeCiFile } = await import('../../init/write-ci-file.ts');
    return writeCiFile(host, ci, { asks, force });
  }
  if (list) {
    const { printScenarioCandidates } = await import('../../init/print-scenario-candidates.ts');
    return runUntilInterrupted(host, (signal) => printScenarioCandidates(host, signal));
  }
  const { writeFirstScenario } = await import('../../init/write-first-scenario.ts');
  return runUntilInterrupted(host, (signal) => writeFirstScenario(host, { asks, force }, signal));
}
