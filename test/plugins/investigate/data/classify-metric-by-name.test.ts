import { expect, test } from 'vitest';
import { inferMechanism } from '../../../../plugins/investigate/data/find-metrics-changed-at-onset.ts';

test.each([
  ['syscallwrite', null],
  ['SyscallRead', null],
  ['planet_size', null],
  ['disk_blocks', 'disk'],
  ['scaling_events', 'scaling'],
  ['autoscaler_replicas', 'scaling'],
  ['CpuUsage(m)', 'cpu'],
  ['MemoryUsage(Mi)', 'memory'],
  ['pg_lock_waits', 'locks'],
  ['pg_deadlocks', 'locks'],
  ['pg_connections_opened', 'connections'],
  ['pg_statement_timeouts', 'timeouts'],
  ['pg_disk_full', 'disk'],
  ['pg_query_time_ms', 'queries'],
  ['pg_checkpoints', null],
  ['mysql_lock_time_ms', 'locks'],
  ['downstream_latency_ms', 'network'],
  ['NodeLoad1', 'cpu'],
  ['hikaricp_connections_active', 'connections'],
  ['cache_hit_ratio', 'cache'],
])('infers from %s the mechanism %s', (name, mechanism) => {
  expect(inferMechanism(name)).toBe(mechanism);
});
