import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dashboardFiles } from './written.ts';

const folder = join(import.meta.dirname, '../provisioning/dashboards');
for (const [name, text] of dashboardFiles()) writeFileSync(join(folder, name), text);
