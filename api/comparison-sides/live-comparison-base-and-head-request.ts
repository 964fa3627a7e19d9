import type {
  DependencyChange,
  SideRequest,
} from '../../harness/snapshot/base-and-head-snapshot-request.ts';

/** The two sides of a live comparison. */
export type LiveSidesRequest =
  | { readonly type: 'code'; readonly base: SideRequest; readonly head: SideRequest }
  /** The working tree twice, with two versions of one dependency. */
  | { readonly type: 'dependency'; readonly change: DependencyChange }
  /** The working tree twice, with environment variables that differ. */
  | {
      readonly type: 'variables';
      readonly base: Readonly<Record<string, string>>;
      readonly head: Readonly<Record<string, string>>;
    }
  /** The working tree twice, on two versions of Node.js or on two executables. */
  | { readonly type: 'node'; readonly base: string; readonly head: string };
