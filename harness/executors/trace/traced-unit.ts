/**
 * Programs load modules of network and processes without using them, and are held to it when they
 * do; servers may listen.
 */
export type TracedUnit = 'function' | 'command' | 'server';
