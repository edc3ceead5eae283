import { listProc, readProc } from './proc-file.ts';

/**
 * What the machine runs in, as far as it tells; null: no sign of a virtual machine, or no way to see
 * one. A virtual machine may hide that two of its CPUs share a core.
 */
export function virtualMachine(cpuInfo: string): string | null {
  const product = readProc('/sys/class/dmi/id/product_name')?.trim();
  const vendor = readProc('/sys/class/dmi/id/sys_vendor')?.trim();
  const named = /KVM|VMware|VirtualBox|QEMU|Virtual Machine|Xen|Bochs|Amazon EC2|Google Compute|HVM domU/i;
  const name = `${vendor ?? ''} ${product ?? ''}`.trim();
  const hypervisor = /^flags\s*:.*\bhypervisor\b/m.test(cpuInfo);
  if (named.test(name) && (hypervisor || !/Amazon EC2/.test(name))) return name;
  const xen = readProc('/sys/hypervisor/type')?.trim();
  if (xen) return xen;
  return hypervisor ? 'hypervisor' : null;
}

/** Whether the lab itself runs in a container; null where there is no way to see it. */
export function containerKind(): boolean | null {
  if (process.platform !== 'linux') return null;
  const root = listProc('/');
  if (root.includes('.dockerenv')) return true;
  if (readProc('/run/.containerenv') !== null) return true;
  const cgroup = readProc('/proc/1/cgroup');
  return cgroup === null ? null : /docker|containerd|kubepods|lxc/.test(cgroup);
}
