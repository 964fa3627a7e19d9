import type { BottleneckClass } from '../../harness/model/program/bottleneck.ts';
import type { MapNode } from './map-node.ts';

/** Why a place takes the time that it takes. */
export type Cause =
  | { readonly type: 'cpu'; readonly collectorMs: number }
  | { readonly type: 'package'; readonly packageName: string }
  | { readonly type: 'blocking'; readonly name: string; readonly step: BottleneckClass }
  | { readonly type: 'wait'; readonly leaf: MapNode }
  | { readonly type: 'repeated'; readonly leaf: MapNode; readonly line: number | null }
  | { readonly type: 'one-by-one'; readonly leaves: readonly MapNode[]; readonly line: number };

/** A function, and one reason for which it takes time. */
export interface Candidate {
  /** Of the function that is to be looked at. */
  readonly node: MapNode;
  readonly cause: Cause;
  /** Of one operation. */
  readonly ms: number;
}
