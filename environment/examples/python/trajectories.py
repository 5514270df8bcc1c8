"""Trajectories of two known systems as a program in Python leaves them: trajectories.py FOLDER RUNS

well-1.npy, well-2.npy, well-3.npy (runs, 30): a double well, dx = (x - x**3) dt + 0.1 dW, every 0.01
spiral.npz, t (30) and z (runs, 30, 2): dz = -[[1, -2], [2, 1]] z dt + [[0.3, 0], [0.1, 0.2]] dW; the recorder fails now and then
With numpy, numpy.save(file, x) and numpy.savez(file, t=t, z=z) write the same; this one does without."""
import pathlib, random, struct, sys, zipfile
STEPS, DT, SUBSTEPS = 30, 0.01, 5
H = DT / SUBSTEPS
def npy(shape, values):
    header = str({"descr": "<f4", "fortran_order": False, "shape": shape}).encode()
    header += b" " * (-(len(header) + 11) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + struct.pack(f"<{len(values)}f", *values)
def run(z, step):  # all recorded states, one after the other
    for k in range(STEPS):
        yield from z
        for _ in range(SUBSTEPS):
            z = step(*z)
def well(x):
    return (x + (x - x**3) * H + 0.1 * H**0.5 * noise.gauss(0, 1),)
def spiral(x, y):
    u, v = noise.gauss(0, H**0.5), noise.gauss(0, H**0.5)
    return x - (x - 2 * y) * H + 0.3 * u, y - (2 * x + y) * H + 0.1 * u + 0.2 * v
folder, runs, noise = pathlib.Path(sys.argv[1]), int(sys.argv[2]), random.Random(42)
folder.mkdir(parents=True, exist_ok=True)
for number in 1, 2, 3:
    x = [value for _ in range(runs) for value in run((noise.uniform(-1.5, 1.5),), well)]
    (folder / f"well-{number}.npy").write_bytes(npy((runs, STEPS), x))
z = [value for _ in range(runs) for value in run((noise.uniform(-2, 2), noise.uniform(-2, 2)), spiral)]
for lost in noise.sample(range(len(z)), runs // 50):
    z[lost] = float("nan")
with zipfile.ZipFile(folder / "spiral.npz", "w") as file:
    file.writestr("t.npy", npy((STEPS,), [k * DT for k in range(STEPS)]))
    file.writestr("z.npy", npy((runs, STEPS, 2), z))
