"""Makes optimiser_reference.csv: PyTorch's AdamW(amsgrad) in float32 and ReduceLROnPlateau, step by step.

Run: python optimiser_reference.py > optimiser_reference.csv (made with torch 2.13).
Rows "amsgrad,gradient,parameter after the step" and "plateau,loss,rate after the epoch".
"""

import math

import torch

parameter = torch.nn.Parameter(torch.tensor([0.5]))
optimiser = torch.optim.AdamW([parameter], lr=0.01, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, amsgrad=True)
for step in range(12):
    gradient = math.sin(1.7 * step) * 10.0 ** (-step % 4)
    parameter.grad = torch.tensor([gradient])
    optimiser.step()
    print(f"amsgrad,{parameter.grad.item():.9g},{parameter.item():.9g}")

optimiser = torch.optim.AdamW([parameter], lr=1e-3)
scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(
    optimiser, factor=0.5, patience=2, threshold=1e-4, min_lr=5e-6
)
for epoch in range(60):
    loss = -8 + 0.5 * math.exp(-epoch / 5) + 0.002 * math.sin(7.0 * epoch)
    scheduler.step(loss)
    print(f"plateau,{loss:.17g},{optimiser.param_groups[0]['lr']:.17g}")
