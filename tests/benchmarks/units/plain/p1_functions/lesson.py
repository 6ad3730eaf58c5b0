# %% [markdown]
# # $y = f(x)$
