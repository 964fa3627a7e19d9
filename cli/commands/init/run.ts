import type { ExitCode } from '../../../harness/model/exit-code.ts';
import { badOption } from '../../../harness/model/value/bad-option.ts';
import type { Call } from '../../../registry/command.ts';
import { OFFICIAL_PLUGINS } from '../../../registry/official-plugins.ts';
import { flagOf } from '../../../registry/option.ts';
import { initFileKinds } from '../../../registry/plugin.ts';
import { untilInterrupted } from '../../under-way/measuring.ts';
import type { INIT_OPTIONS } from './options.ts';

/** `perf-harness init`: a configuration and one scenario that has been seen to work, the job of a CI service, files of a plugin, or what agents read. */
export async function runInit({
  host,
  flags,
  options,
}: Call<typeof INIT_OPTIONS>): Promise<ExitCode> {
  const { ci, agents, force } = options;
  const given: Readonly<Record<string, unknown>> = flags;
  const ofPlugins = initFileKinds(OFFICIAL_PLUGINS).filter(({ name }) => given[name] !== undefined);
  const named = [
    ...(ci === null ? [] : ['--ci']),
    ...ofPlugins.map(({ name }) => flagOf(name)),
    ...(agents ? ['--agents'] : []),
  ];
  if (named.length > 1) {
    throw badOption(`${named.join(' and ')} write different files.`, 'Call init once for each.');
  }
  const asks = !options.yes;
  const [files] = ofPlugins;
  if (files !== undefined) {
    const { writePluginFiles } = await import('../../init/write-plugin-files.ts');
    return writePluginFiles(host, files, { force });
  }
  if (agents) {
    const { writeAgents } = await import('../../init/agents/write-agents.ts');
    return writeAgents(host, { force });
  }
  if (ci !== null) {
    const { writeCi } = await import('../../init/write-ci.ts');
    return writeCi(host, ci, { asks, force });
  }
  const { writeFirst } = await import('../../init/write-first.ts');
  return untilInterrupted(host, (signal) => writeFirst(host, { asks, force }, signal));
}
