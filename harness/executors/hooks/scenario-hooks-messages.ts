import type { Params } from '../../model/scenario/scenario.ts';

/** Requests to run a hook in the child. `setup` comes first and loads the scenario's module. */
export type HooksRequest =
  | {
      readonly type: 'setup';
      readonly file: string;
      readonly name: string;
      readonly params: Params;
    }
  | { readonly type: 'beforeEach' }
  | { readonly type: 'teardown' };

export type HooksResponse =
  | { readonly type: 'done' }
  | { readonly type: 'threw'; readonly message: string; readonly stack: string };
