import type { CallTree } from '../../domain/profile/call-tree.ts';
import { percent } from '../text/numbers.ts';
import { type Html, html } from './html.ts';

/** A box in the picture; shares are of the whole, 0 to 1. */
export interface FlameBox {
  readonly tree: CallTree;
  readonly depth: number;
  readonly from: number;
  readonly share: number;
}

/** What is narrower cannot be seen: about a pixel of a large screen. Its time is in the box it was called from. */
export const LEAST_SHARE = 0.0005;
const ROW_PX = 20;

/** Every function that takes enough to be seen, each below what called it. */
export function flameBoxes(root: CallTree, leastShare = LEAST_SHARE): FlameBox[] {
  const boxes: FlameBox[] = [];
  const place = (tree: CallTree, depth: number, from: number): void => {
    const share = tree.totalUs / root.totalUs;
    if (share < leastShare) return;
    boxes.push({ tree, depth, from, share });
    let at = from;
    for (const child of tree.children) {
      place(child, depth + 1, at);
      at += child.totalUs / root.totalUs;
    }
  };
  if (root.totalUs > 0) place(root, 0, 0);
  return boxes;
}

/** Plain elements, so that it shows without a script; the script zooms and searches. */
export function flameGraph(root: CallTree): Html {
  const boxes = flameBoxes(root);
  const hues = huesOf(boxes);
  const rows = Math.max(0, ...boxes.map(({ depth }) => depth)) + 1;
  return html`<div class="flame" id="flame" role="img" aria-label="Flame graph; the tables say the same in words" style="height:${rows * ROW_PX}px">
${boxes.map((box) => flameBox(box, hues.get(box.tree.frame?.package ?? '') ?? 0))}</div>
`;
}

function flameBox({ tree, depth, from, share }: FlameBox, hue: number): Html {
  const { frame } = tree;
  const name = frame === null ? 'all busy time' : frame.name;
  const place = frame?.file ? ` · ${frame.file}${frame.line === null ? '' : `:${frame.line}`}` : '';
  const owner = frame === null ? '' : ` · ${frame.package}`;
  const tip = `${name}${owner}${place} · ${percent(share)}`;
  const where = `left:${hundredths(from)}%;width:${hundredths(share)}%;top:${depth * ROW_PX}px`;
  return html`<div data-tip="${tip}" data-from="${from.toFixed(6)}" data-share="${share.toFixed(6)}" data-depth="${depth}" style="${where};--hue:${hue}">${name}</div>
`;
}

function hundredths(share: number): string {
  return (share * 100).toFixed(4);
}

/** Steps of the golden angle, so that neighbours in the order differ most. */
const HUE_STEP = 137.5;

/** A colour for each package, in the order in which they come. */
function huesOf(boxes: readonly FlameBox[]): ReadonlyMap<string, number> {
  const owners = new Set(boxes.map(({ tree }) => tree.frame?.package ?? ''));
  return new Map([...owners].map((owner, i) => [owner, Math.round(i * HUE_STEP) % 360]));
}
