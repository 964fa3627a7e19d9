/**
 * What a trace follows. Programs load modules of the network and for processes without using them, and are
 * asked for it only when they do; servers may take connections besides.
 */
export type TracedUnit = 'function' | 'command' | 'server';
