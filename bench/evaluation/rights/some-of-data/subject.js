export function hasOverdue(bills, day) {
  return bills.filter((bill) => bill.due < day).length > 0;
}
