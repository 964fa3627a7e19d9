/** What begins a transaction or ends it; null: another statement. Savepoints do neither. */
export function transactionWordOf(statement: string): 'begin' | 'commit' | 'rollback' | null {
  const words = statement.toLowerCase().split(/[\s;]+/u);
  switch (words[0]) {
    case 'begin':
      return 'begin';
    case 'start':
      return words[1] === 'transaction' ? 'begin' : null;
    case 'commit':
    case 'end':
      return 'commit';
    case 'abort':
      return 'rollback';
    case 'rollback':
      return words.includes('to') ? null : 'rollback';
    default:
      return null;
  }
}
