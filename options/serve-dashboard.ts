import type { Host } from '../harness/host.ts';
import { badOption } from '../harness/model/value/bad-option.ts';
import type { Config } from '../harness/scenario/config.ts';
import { type Listening, readListening } from './groups/listening.ts';
import { openProject } from './groups/project.ts';
import type { ServeWords } from './serve.ts';

/** Which project `serve` shows, and where; its origins are those that a proxy shows it under. */
export interface DashboardOptions extends Listening {
  readonly config: Config;
  /** Whether changes may be decided about and notes be written. */
  readonly isWritable: boolean;
}

/** @throws UserError for a word that cannot be taken, and one that only the collector takes. */
export async function readDashboard(host: Host, words: ServeWords): Promise<DashboardOptions> {
  const { sample, keepDays, addressHeader } = words;
  const stray =
    sample !== undefined
      ? '--sample'
      : keepDays !== undefined
        ? '--keep-days'
        : addressHeader !== undefined
          ? '--address-header'
          : null;
  if (stray !== null) {
    throw badOption(
      `${stray} is of field data, and the dashboard takes none.`,
      'Write: perf-harness serve --collect',
    );
  }
  const isWritable = words.write === true;
  return { ...readListening(words), isWritable, config: await openProject(host, words) };
}
