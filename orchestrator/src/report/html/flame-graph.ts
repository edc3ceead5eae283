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
  const rows = Math.max(0, ...boxes.map(({ depth }) => depth)) + 1;
  return html`<div class="flame" id="flame" role="img" aria-label="Flame graph; the tables say the same in words" style="height:${rows * ROW_PX}px">
${boxes.map(flameBox)}</div>
`;
}

function flameBox({ tree, depth, from, share }: FlameBox): Html {
  const { frame } = tree;
  const name = frame === null ? 'all busy time' : frame.name;
  const place = frame?.file ? ` · ${frame.file}${frame.line === null ? '' : `:${frame.line}`}` : '';
  const owner = frame === null ? '' : ` · ${frame.package}`;
  const tip = `${name}${owner}${place} · ${percent(share)}`;
  const where = `left:${hundredths(from)}%;width:${hundredths(share)}%;top:${depth * ROW_PX}px`;
  return html`<div data-tip="${tip}" data-from="${from.toFixed(6)}" data-share="${share.toFixed(6)}" data-depth="${depth}" style="${where};--hue:${hue(frame?.package ?? '')}">${name}</div>
`;
}

function hundredths(share: number): string {
  return (share * 100).toFixed(4);
}

/** A colour for each package, the same in every profile. */
function hue(owner: string): number {
  let hash = 0;
  for (const character of owner) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return hash % 360;
}
