import { bridge } from '@framework-lab/service-runtime/misconfigured/bridge';
import { serve } from '@framework-lab/service-runtime/serve';

serve('express-bridge', async () => bridge((await import('./app.ts')).createServer()));
