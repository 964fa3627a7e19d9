import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PerformanceMap } from '../../harness/model/documents/performance-map-document.ts';
import { runCli } from '../run-cli.ts';
import { openService } from '../services/open-service.ts';
import {
  type PlantedCause,
  readPlantedCause,
  type ServiceName,
} from '../services/planted-cause.ts';
import type { Provenance } from '../verdicts/verdict-entries.ts';

/** Result of one map of a service. */
export interface MapEntry extends Provenance {
  /** Identifier such as `n-plus-one/3`. */
  readonly id: string;
  readonly service: ServiceName;
  /** First bottleneck; null: there was none. */
  readonly first: {
    readonly function: string;
    readonly location: string | null;
    readonly type: string;
    /** Percent. */
    readonly share: number;
  } | null;
  /** It names the planted function, with file and line, and the right type. */
  readonly isRight: boolean;
  /** Hypotheses wrongly confirmed: without measured share, or about code that hardly ever runs. */
  readonly wrong: readonly string[];
  readonly seconds: number;
}

/** Profiles a service as a user would, and compares its map with the planted cause. */
export async function mapPlantedService(
  service: ServiceName,
  run: number,
  signal: AbortSignal,
  provenance: () => Provenance,
): Promise<MapEntry> {
  const folder = mkdtempSync(join(tmpdir(), 'ph-map-'));
  const { folder: project, env, close } = await openService(service);
  try {
    const file = join(folder, 'profile.json');
    const args = ['profile', service, '--trials', '3', '--reporter', `json=${file}`];
    const { exitCode, output, seconds } = await runCli(args, project, signal, env);
    if (exitCode !== 0) throw new Error(`perf-harness ${args.join(' ')}: ${exitCode}\n${output}`);
    const { map } = JSON.parse(readFileSync(file, 'utf8')) as { map?: PerformanceMap };
    const planted = readPlantedCause(service);
    const [first = null] = map?.top_bottlenecks ?? [];
    return {
      ...provenance(),
      id: `${service}/${run}`,
      service,
      first: first && {
        function: first.function,
        location: first.location,
        type: first.type,
        share: first.share,
      },
      isRight: first !== null && isPlanted(first, planted),
      wrong: wronglyConfirmed(map, planted),
      seconds,
    };
  } finally {
    await close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function isPlanted(
  { function: name, location, type }: PerformanceMap['top_bottlenecks'][number],
  planted: PlantedCause,
): boolean {
  const isPlace = location === `${planted.file}:${planted.line}`;
  return name === planted.function && isPlace && planted.types.includes(type);
}

function wronglyConfirmed(
  map: PerformanceMap | undefined,
  { decoys }: PlantedCause,
): readonly string[] {
  return (map?.suspicion_stack ?? [])
    .filter(({ verdict }) => verdict === 'confirmed')
    .filter(({ location, share }) => share === null || share === 0 || decoys.includes(location))
    .map(({ location, description }) => `${location}: ${description}`);
}
