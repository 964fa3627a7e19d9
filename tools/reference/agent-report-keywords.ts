/**
 * Keywords of agent reports with their keys, in order: the stable interface of `--reporter agent`.
 * Keywords and keys are only ever added.
 */
export interface AgentKeyword {
  /** Keys, separated by blanks, in the order in which a line has them. */
  readonly keys: string;
  readonly note?: string;
}

export const AGENT_KEYWORDS: Readonly<Record<string, AgentKeyword>> = {
  report: { keys: 'schema verdict runs' },
  comparison: { keys: 'schema verdict base head confidence plan seed' },
  gate: { keys: 'schema verdict exit_code base baseline on_inconclusive report_only' },
  check: {
    keys: 'outcome type scenario metric against line why floor needed_pairs needed_seconds reproduce',
  },
  summary: { keys: 'outcome text' },
  next: { keys: 'to command' },
  telemetry: {
    keys: 'section question source',
    note: 'section is `logs`, `metrics`, `traces` or `field`; source is `no source` where nothing was read',
  },
  run: { keys: 'run scenario kind file outcome state verdict record' },
  sampling: { keys: 'run trials warmups seconds stop quick' },
  failure: { keys: 'run at reason message remedy output', note: 'output: lines joined by ` / `' },
  field: { keys: 'run metric p75 unit low high n lab' },
  budget: { keys: 'run metric limit outcome verdict level value low high distance' },
  metric: { keys: 'run name center unit low high confidence variation n better primary' },
  unavailable: { keys: 'run metrics reason', note: 'metrics: joined by commas' },
  rank: { keys: 'group metric place scenario ratio low high distinct pairs needed_pairs' },
  compare: {
    keys: 'scenario metric verdict direction ratio low high base head unit pairs margin confirmed needed_pairs why gated screen_pairs confirm_pairs floor',
  },
  reproduce: { keys: 'scenario command' },
  capacity: { keys: 'schema outcome scenario what rate low high confidence ceiling seed' },
  profile: { keys: 'schema state scenario tool trials samples busy unit idle seed' },
  map: { keys: 'wall_time unit class trials dismissed', note: 'dismissed: number of suspicions' },
  bottleneck: { keys: 'place priority step function where class share time text advice' },
  why: { keys: 'bottleneck id question answer', note: 'bottleneck: its place' },
  suspicion: { keys: 'id verdict category where share text note' },
  wrong_tool: { keys: 'verdict outcome indicators text details' },
  hotspot: { keys: 'place function where owner self self_low self_high total lines' },
  owner: { keys: 'owner package share' },
  overhead: { keys: 'metric ratio low high pairs' },
  runtime: {
    keys: 'gc_share gc_count gc_longest_ms loop_busy loop_delay_ms loop_delay_tail_ms heap_growth_bytes',
    note: 'loop_delay_ms: median; loop_delay_tail_ms: 99th percentile',
  },
  level: { keys: 'level taken reason text' },
  stop: { keys: 'reason text' },
  memory: { keys: 'tool weight trials busy unit' },
  allocator: { keys: 'place function where owner self self_low self_high total lines' },
  instrumentation: { keys: 'way runs overhead tests command patch' },
  calls: {
    keys: 'function where calls total_ms self_ms network_calls database_calls left_bytes suspicions',
  },
  not_instrumented: { keys: 'function where reason' },
  explanation: { keys: 'scenario metrics pairs confidence text counters' },
  changed: {
    keys: 'scenario place function where owner beyond_noise change low high base head unit',
  },
  difference: {
    keys: 'schema state scenario base head tool pairs confidence busy_base busy_head unit seed',
  },
  optimization: {
    keys: 'schema outcome target metric better goal baseline final improvement_pct ratio low high met_in stop',
  },
  cycle: {
    keys: 'cycle status bottleneck before after improvement_pct ratio low high strike plan branch',
  },
  hypothesis: { keys: 'cycle id outcome description evidence check shown reason files' },
  metric_change: { keys: 'cycle name before after better ratio low high verdict' },
  branch: { keys: 'name cycle in_last' },
  way: { keys: 'to command' },
  patch: { keys: 'schema outcome patch base files' },
  brief: { keys: 'schema scenario operation_ms' },
  code: { keys: 'where share text', note: 'share: of the operation' },
  recorded: { keys: 'text' },
  refuted: { keys: 'change reason' },
  tests: { keys: 'state reason' },
  behaviour: { keys: 'state text' },
  gain: { keys: 'scenario metric verdict ratio low high' },
  checklist: { keys: 'schema list verdict checks' },
  item: { keys: 'id verdict reason remedy' },
  evidence: { keys: 'item file line text', note: 'item: in an audit, the location of the finding' },
  audit: { keys: 'schema verdict date overall_score findings measured certain suspected' },
  history: { keys: 'schema view from to trends' },
  trend: { keys: 'scenario metric unit machine runs level noise uncommitted' },
  measured: { keys: 'id scenario at commit dirty metric unit center low high n level' },
  change: {
    keys: 'id scenario metric direction ratio low high good bad commits cause status bisect',
  },
  investigation: { keys: 'schema id service conclusion' },
  onset: { keys: 'metric endpoint kind at low high until before after ratio' },
  affected: { keys: 'endpoint share before after' },
  log_error: { keys: 'change before after first_at pattern' },
  slow_query: {
    keys: 'before before_ms after after_ms statement',
    note: 'before_ms and after_ms: 95th percentiles',
  },
  cause: { keys: 'place kind title score file line commit sources next' },
  support: { keys: 'cause source weight message' },
  action: { keys: 'id horizon priority title rollback' },
  fix: { keys: 'place outcome title' },
  window: { keys: 'fix text' },
  effect: { keys: 'fix text' },
  closed: { keys: 'text' },
  category: { keys: 'name status score notes dismissed' },
  problem: {
    keys: 'severity evidence_class rule category location issue recommendation effort needs_context',
  },
  advisory: {
    keys: 'severity rule category location issue recommendation effort needs_context reason',
  },
  skipped: { keys: 'file reason' },
  self_check: { keys: 'item done evidence' },
  source: { keys: 'name url' },
  breach: { keys: 'cause rate metric value server server_cores message' },
  limit: { keys: 'metric limit source' },
  point: {
    keys: 'rate runs kept voids median tail tail_low tail_high answered error_rate',
    note: 'median and tail (99th percentile): response time',
  },
  bisect: { keys: 'schema outcome over scenario metric good bad changes seed' },
  culprit: { keys: 'label commit subject author date confirmed against ratio low high pairs' },
  files: { keys: 'count paths', note: 'paths: joined by commas' },
  ends: { keys: 'verdict ratio low high pairs findings' },
  step: {
    keys: 'number measured pairs ratio untestable left_first left_last likeliest probability id share time self function where type class calls origin confidence',
    note: 'up to probability: a step of a bisection; from id on: a step of a map',
  },
  cost: { keys: 'pairs duration_ms measuring_ms' },
  estimate: { keys: 'method pairs duration_ms' },
  record: { keys: 'id' },
  finding: { keys: 'level id metric scenarios message remedy' },
};
