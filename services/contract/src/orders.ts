/** What `POST /api/orders` takes. Members not named here are ignored. */
export interface Order {
  readonly customer: { readonly id: number; readonly name: string; readonly email: string };
  readonly shipTo: {
    readonly street: string;
    readonly city: string;
    readonly postcode: string;
    readonly country: string;
  };
  readonly lines: readonly OrderLine[];
  readonly note?: string | undefined;
}

export interface OrderLine {
  readonly sku: string;
  readonly quantity: number;
  readonly unitCents: number;
}

export interface Receipt {
  readonly orderId: string;
  readonly status: 'accepted';
  readonly lines: number;
  readonly units: number;
  readonly totalCents: number;
}

/** The answer to a valid order. Depends on the order alone, so that every contender says the same. */
export function receipt(order: Order): Receipt {
  let units = 0;
  let totalCents = 0;
  for (const line of order.lines) {
    units += line.quantity;
    totalCents += line.quantity * line.unitCents;
  }
  return {
    orderId: `order-${order.customer.id}-${totalCents}`,
    status: 'accepted',
    lines: order.lines.length,
    units,
    totalCents,
  };
}
