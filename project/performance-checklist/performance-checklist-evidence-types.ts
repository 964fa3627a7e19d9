import type { BaselineEntry } from '../../harness/baseline/baseline-store.ts';
import type { Host } from '../../harness/host.ts';
import type { PerformanceMap } from '../../harness/model/documents/performance-map-document.ts';
import type { RunRecord } from '../../harness/model/documents/run-record.ts';
import type {
  CacheUse,
  CodeFacts,
  PoolSettings,
} from '../../harness/model/program/code-analysis-results.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';

/** A file of the project that was read. */
export interface ProjectFile {
  /** From the root of the project, with slashes. */
  readonly file: string;
  readonly text: string;
}

/** A document of perf-harness that was found, with its file. */
export interface FoundDocument<T> {
  readonly file: string;
  readonly content: T;
}

/** The gain of a cycle of an improvement, as its executor measured it. */
export interface MeasuredGain {
  readonly applied: readonly string[];
  readonly improvementPct: number;
  /** After / before with its interval; null where it was not reported. */
  readonly ratio: { readonly low: number; readonly high: number } | null;
}

/** The scenarios of the project, or why they cannot be read. */
export type FoundScenarios =
  | { readonly state: 'loaded'; readonly scenarios: readonly Scenario[] }
  | { readonly state: 'broken'; readonly message: string };

/** A proposed change with its gain and its price. */
export interface ProposedChange {
  readonly id: string;
  readonly expected_impact: { readonly percent: number; readonly origin: 'measured' | 'estimated' };
  readonly complexity: 'Low' | 'Medium' | 'High';
}

/** Evidence from the files of a project. No measurement is made for it. */
export interface ProjectEvidence {
  /** Folder of the project, absolute. */
  readonly root: string;
  readonly baselines: readonly BaselineEntry[];
  /** The newest completed record of each scenario. */
  readonly records: readonly FoundDocument<RunRecord>[];
  /** Performance maps of improvements and of profiles. */
  readonly maps: readonly FoundDocument<PerformanceMap>[];
  readonly researches: readonly FoundDocument<{ readonly hypotheses: readonly ProposedChange[] }>[];
  readonly gains: readonly FoundDocument<MeasuredGain>[];
  /** Command line that has changes proposed; null: no plugin does. */
  readonly proposeCommand: string | null;
  readonly scenarios: FoundScenarios;
  readonly skipped: CodeFacts['skipped'];
  readonly cacheUses: readonly CacheUse[];
  readonly pools: readonly PoolSettings[];
  /** CI configuration, starting at the top of the repository. */
  readonly ci: readonly ProjectFile[];
  /** Hand-written sources, without their tests. */
  readonly sources: readonly ProjectFile[];
  /** Settings and deployment descriptions: YAML, JSON, TOML, HCL. */
  readonly settings: readonly ProjectFile[];
  /** Scripts of package.json by their names. */
  readonly scripts: Readonly<Record<string, string>>;
}

/** Maps, proposed changes and measured gains, each with its file from the root. */
export type WorkEvidence = Pick<ProjectEvidence, 'maps' | 'researches' | 'gains'>;

/** Work of a plugin on a project, which is taken as evidence. */
export interface PriorWork {
  /** Command line that has changes proposed. */
  readonly command: string;
  read(host: Host, root: string): Promise<WorkEvidence>;
}
