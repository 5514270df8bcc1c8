"""Mean and spread of forecasts by a model of Macrodyn, numpy alone: forecast.py MODEL STEP STEPS RUNS Z1 [Z2 ...] [T=VALUE]"""
import json, sys, numpy as np
from forms import asked, onsager, settled  # beside this file
FUNCTIONS = {"RELU": lambda x: np.maximum(x, 0), "TANH": np.tanh, "SILU": lambda x: x / (1 + np.exp(-x))}
def load(file, *value):  # the value of a family's parameter
    about, weights = settled(json.loads(np.load(file)["macrodyn.json"]), *value), np.load(file)["parameters"].astype(float)
    d, n, hidden = len(about["names"]), len(about["inputShift"]), [about["hiddenWidth"]] * about["hiddenLayers"]
    varies, form = "CONSTANT" not in about["diffusion"], np.eye(d) if "DIAGONAL" in about["diffusion"] else np.ones((d, 1))
    def network(x, weights, *widths):  # of each layer a matrix [outputs, inputs], then its biases
        for layer, (i, o) in enumerate(zip(widths, widths[1:])):
            w, b, weights = np.split(weights, [o * i, o * i + o])
            x = (FUNCTIONS[about["activation"]](x) if layer else x) @ w.reshape(o, i).T + b
        return x, weights
    def sde(z):  # drift [runs, d] and diffusion [runs, d, d] at z [runs, d]; the network of a constant has no inputs
        x = (np.column_stack([z] + [np.full(len(z), T) for T in about["fixed"]]) - about["inputShift"]) / about["inputScale"]
        drift, rest = onsager(x, weights, d, about["onsager"]) if "onsager" in about else network(x, weights, n, *hidden, d)
        diffusion, _ = network(x[:, :n * varies], rest, n * varies, *hidden * varies, d * d // form.shape[1])
        return drift * about["driftScale"], diffusion.reshape(len(x), d, -1) * form * np.c_[about["diffusionScale"]]
    return sde
if __name__ == "__main__":
    file, h, steps, runs, start, value = asked(*sys.argv[1:])
    sde, z = load(file, *value), np.tile(start, (runs, 1))
    for k, (drift, diffusion) in enumerate(sde(z) for k in range(steps)):
        print(k * h, *z.mean(0), *z.std(0))
        z = z + h * drift + h**0.5 * np.einsum("rij,rj->ri", diffusion, np.random.default_rng(k).normal(size=z.shape))
