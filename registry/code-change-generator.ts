import type { Host } from '../harness/host.ts';
import type { PerformanceMap } from '../harness/model/documents/performance-map-document.ts';
import type { BottleneckClass } from '../harness/model/program/bottleneck-classification-types.ts';

/**
 * Generates proposals of changes for the slow places of a program. It only proposes: its changes
 * are applied, tested, measured and judged like all others, and none of its claims is trusted.
 */
export interface ChangeGenerator {
  /** In messages, in kebab-case. */
  readonly id: string;
  /** Returns proposals. @throws UserError if it cannot; other generators are still called. */
  generate(request: GeneratorRequest): Promise<ChangeProposals>;
}

/** State of an improvement in one cycle. */
interface GeneratorRequest {
  readonly host: Host;
  readonly signal: AbortSignal;
  /** Project as it is in this cycle, absolute; it is only read. */
  readonly root: string;
  readonly map: PerformanceMap;
  /** Keys of changes from earlier cycles, which must not be proposed again. */
  readonly exclude: readonly string[];
  /** Outcome of the changes of earlier cycles. */
  readonly tried: readonly {
    readonly key: string;
    readonly description: string;
    readonly outcome: 'kept' | 'removed' | 'refused' | 'not tried';
    readonly reason: string | null;
  }[];
}

/** Response of a generator; the documentation of generators describes each field. */
export interface ChangeProposals {
  readonly hypotheses: readonly Proposal[];
  /** Sentences for the report. */
  readonly notes?: readonly string[];
}

type Degree = 'Low' | 'Medium' | 'High';

interface Proposal {
  /** Identifier by which other proposals of the response refer to it. */
  readonly id: string;
  /** Identifies a change in later cycles. Default: derived from description, files and change. */
  readonly key?: string;
  readonly description: string;
  /** Step of the map. */
  readonly bottleneck_addressed: string;
  readonly bottleneck_class: BottleneckClass;
  readonly expected_impact: {
    readonly percent: number;
    readonly origin: 'measured' | 'estimated';
    readonly note: string;
  };
  readonly complexity: Degree;
  readonly risk: Degree;
  readonly fix_level: number;
  /** From the root, with slashes. */
  readonly files_to_modify: readonly string[];
  readonly dependencies: readonly string[];
  readonly conflicts_with: readonly string[];
  /** Steps of the map that support it. */
  readonly evidence: readonly string[];
  readonly premises: readonly { readonly text: string; readonly measurement: string | null }[];
  /** Method of applying it, such as `{ kind: 'patch', patch }`; null if it is left to a person. */
  readonly apply: ({ readonly kind: string } & Readonly<Record<string, unknown>>) | null;
}
