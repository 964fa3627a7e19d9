import type { PlanNode } from './plan-schema.ts';

/** How PostgreSQL calls aggregation by its strategy, in plans as text. */
const AGGREGATES: Readonly<Record<string, string>> = {
  Plain: 'Aggregate',
  Sorted: 'GroupAggregate',
  Hashed: 'HashAggregate',
  Mixed: 'MixedAggregate',
};

/** A node as plans as text name it: `Parallel Seq Scan on orders o`, `Hash Left Join`. */
export function nameNode(node: PlanNode): string {
  const parts = [
    node['Parallel Aware'] === true ? 'Parallel' : '',
    /^(Partial|Finalize)$/.test(node['Partial Mode'] ?? '') ? node['Partial Mode'] : '',
    typeOf(node),
    node['Scan Direction'] === 'Backward' ? 'Backward' : '',
    node['Index Name'] === undefined ? '' : `using ${node['Index Name']}`,
    targetOf(node),
  ];
  return parts.filter((part) => part !== undefined && part !== '').join(' ');
}

function typeOf(node: PlanNode): string {
  const type = node['Node Type'];
  const join = node['Join Type'];
  if (type === 'Aggregate') return AGGREGATES[node.Strategy ?? ''] ?? type;
  if (type === 'ModifyTable') return node.Operation ?? type;
  if (join === undefined || join === 'Inner') return type;
  return type === 'Nested Loop' ? `${type} ${join} Join` : type.replace(/Join$/, `${join} Join`);
}

function targetOf(node: PlanNode): string {
  const name = node['Relation Name'] ?? node['CTE Name'] ?? node['Function Name'];
  const { Alias: alias } = node;
  // A bitmap of an index stands in the place of its table.
  if (name === undefined) return alias === undefined ? '' : `on ${alias}`;
  return alias === undefined || alias === name ? `on ${name}` : `on ${name} ${alias}`;
}
