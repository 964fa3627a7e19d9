/**
 * Kind of a traced unit. Commands and servers load modules for network and processes without using
 * them, so only the use is refused; servers may listen.
 */
export type TracedWorkloadKind = 'function' | 'command' | 'server';
