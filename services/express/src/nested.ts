import { nested } from '@framework-lab/service-runtime/misconfigured/nested';
import { serve } from '@framework-lab/service-runtime/serve';

serve('express-nested', async () => nested((await import('./app.ts')).createServer()));
