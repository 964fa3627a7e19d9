import { findScenarios } from '../../api/project/find-scenarios.ts';
import type { Host } from '../../harness/host.ts';
import { EXIT, type ExitCode } from '../../harness/model/exit-code.ts';
import { type RunWords, readList } from '../../options/run.ts';
import { scenarioList } from '../output/scenario-list.ts';

/** `perf-harness run --list`: the scenarios that would be measured. */
export async function listCommand(host: Host, words: RunWords): Promise<ExitCode> {
  const { config, wanted } = await readList(host, words);
  host.terminal.out(scenarioList(await findScenarios(host, config, wanted)));
  return EXIT.ok;
}
